package io.makedaemon.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link BoundOptions}: in a directory with the regular files {@code jmx.yml},
 * {@code plain} and {@code conf/a.xml}.
 */
class BoundOptionsTests {

	@TempDir
	Path directory;

	@BeforeEach
	void createFiles() throws IOException {
		Files.createDirectory(this.directory.resolve("conf"));
		for (String file : List.of("jmx.yml", "plain", "conf/a.xml")) {
			Files.createFile(this.directory.resolve(file));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-javaagent:/jmx.jar=9404:jmx.yml", "-javaagent:/jmx.jar=localhost:9404:./missing",
			"-javaagent:/jmx.jar=plain", "-javaagent:/a.jar=a=b,config=conf/a.xml", "-javaagent:/a.jar=conf/",
			"-javaagent:/jacoco.jar=append=true,destfile=target/jacoco.exec", "-javaagent:/jacoco.jar=destFile=jacoco",
			"-javaagent:/jacoco.jar=classdumpdir=dump", "-javaagent:/a.jar=output=a.json", "-javaagent:/a.jar=path=a/b",
			"-agentpath:/lib/async.so=start,event=cpu,file=x.html", "-agentlib:hprof=heap=dump;file=x.hprof",
			"-agentlib:jdwp=transport=dt_socket,launch=../debug", "-Xrunhprof:file=x.txt", "-XX:OnError=./report.sh %p",
			"-XX:OnError=sync;conf/a.xml %p", "-XX:OnOutOfMemoryError=sh jmx.yml",
			"-XX:OnOutOfMemoryError=mail root <conf/a.xml", "-Dotel.javaagent.configuration-file=jmx.yml",
			"-Dlogback.configurationFile=conf/a.xml", "-Dlog4j2.configurationFile=/a.xml,conf/a.xml",
			"-Dlog4j.configuration=file:conf/a.xml", "-Djavax.net.ssl.trustStore=plain", "-Dhome=.", "-Ddata=./missing",
			"-Durl=jdbc:h2:../data", "-Djava.security.policy=file:jmx.yml", "-Djava.security.policy==${user.dir}/p" })
	void nameFile(String option) {
		assertThat(options().anyFile(List.of("-Xmx1g", option))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Xmx1g", "-D", "-Da", "-Da=", "-Da=plain", "-Da=conf", "-Da=missing.yml", "-Da=/jmx.yml",
			"-Da=~/jmx.yml", "-Da=${home}/jmx.yml", "-Da=classpath:./jmx.yml", "-Da=https://example.org/./jmx.yml",
			"-Da=see ./jmx.yml", "-Da=/opt:/./a", "-Dlogging.config=./logback.xml", "-Dspring.config.location=./conf/",
			"-Ddaemon.pid-file=jmx.yml", "-Dmakedaemon.trace=jmx.yml", "-Djavax.net.ssl.keyStore=NONE",
			"-Djavax.net.ssl.keyStore=/plain", "-Djavax.net.ssl.keyStore=", "-javaagent:/a.jar", "-javaagent:/a.jar=",
			"-javaagent:/a.jar=conf", "-javaagent:/a.jar=9404:/jmx.yml", "-javaagent:/a.jar=9404:missing.yml",
			"-javaagent:/jacoco.jar=output=tcpserver,port=6300", "-javaagent:/a.jar=plain=x", "-javaagent:/a.jar=file=",
			"-javaagent:/a.jar=file=/a,dir=~/b,logfile=%h",
			"-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005", "-Xrunjdwp:transport=dt_socket,address=5005",
			"-XX:OnError=gdb - %p", "-XX:OnError=plain %p", "-XX:OnError=", "-XX:OnOutOfMemoryError=kill -9 %p",
			"-XX:OnOutOfMemoryError=/bin/sh /jmx.yml", "-cp", "jmx.yml" })
	void nameNothingElse(String option) {
		assertThat(options().anyFile(List.of(option))).isFalse();
	}

	@Test
	void haveArchive() {
		assertThat(BoundOptions.anyArchive(List.of("-Xmx1g", "-XX:AOTCache=/a"))).isTrue();
		assertThat(BoundOptions.anyArchive(List.of("-Xmx1g", "-XX:SharedArchiveFile="))).isFalse();
	}

	private BoundOptions options() {
		return new BoundOptions(this.directory.toString());
	}

}
