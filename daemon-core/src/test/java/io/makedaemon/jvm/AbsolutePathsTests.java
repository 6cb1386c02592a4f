package io.makedaemon.jvm;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link AbsolutePaths}: the JVM's options before and after.
 */
class AbsolutePathsTests {

	private final AbsolutePaths paths = new AbsolutePaths("/d");

	@ParameterizedTest
	@CsvSource(delimiter = '>',
			textBlock = """
					-cp a:b/*:/c                                > -cp /d/a:/d/b/*:/c
					-classpath a::b                             > -classpath /d/a:/d:/d/b
					--class-path .                              > --class-path /d
					--class-path=a:.                            > --class-path=/d/a:/d
					-Djava.class.path=a:/b                      > -Djava.class.path=/d/a:/b
					-p mods:/x                                  > -p /d/mods:/x
					--module-path ./mods                        > --module-path /d/mods
					--module-path=mods                          > --module-path=/d/mods
					--upgrade-module-path a                     > --upgrade-module-path /d/a
					--upgrade-module-path=a                     > --upgrade-module-path=/d/a
					--patch-module m=a:/b                       > --patch-module m=/d/a:/b
					--patch-module=m=a:b                        > --patch-module=m=/d/a:/d/b
					-Djava.library.path=lib:/b                  > -Djava.library.path=/d/lib:/b
					-Djava.io.tmpdir=tmp                        > -Djava.io.tmpdir=/d/tmp
					-Djava.util.logging.config.file=l           > -Djava.util.logging.config.file=/d/l
					-Dcom.sun.management.config.file=c          > -Dcom.sun.management.config.file=/d/c
					-Dcom.sun.management.jmxremote.access.file=a   > -Dcom.sun.management.jmxremote.access.file=/d/a
					-Dcom.sun.management.jmxremote.password.file=p > -Dcom.sun.management.jmxremote.password.file=/d/p
					-Dcom.sun.management.jmxremote.ssl.config.file=s > -Dcom.sun.management.jmxremote.ssl.config.file=/d/s
					-Djava.security.krb5.conf=k                 > -Djava.security.krb5.conf=/d/k
					-Djava.util.prefs.userRoot=p                > -Djava.util.prefs.userRoot=/d/p
					-Djava.util.prefs.systemRoot=p              > -Djava.util.prefs.systemRoot=/d/p
					-Djava.xml.config.file=x                    > -Djava.xml.config.file=/d/x
					-Djdk.net.hosts.file=h                      > -Djdk.net.hosts.file=/d/h
					-Djava.security.auth.login.config=l         > -Djava.security.auth.login.config=/d/l
					-Djava.security.auth.login.config==./l      > -Djava.security.auth.login.config==/d/l
					-Djava.security.policy=p                    > -Djava.security.policy=/d/p
					-Djava.security.policy==p                   > -Djava.security.policy==/d/p
					-Djava.security.properties==conf/p          > -Djava.security.properties==/d/conf/p
					-Xbootclasspath/a:a:b                       > -Xbootclasspath/a:/d/a:/d/b
					-javaagent:a.jar=x=y,z                      > -javaagent:/d/a.jar=x=y,z
					-agentpath:lib/a.so=x                       > -agentpath:/d/lib/a.so=x
					-splash:image.png                           > -splash:/d/image.png
					-Xlog:gc*:gc.log                            > -Xlog:gc*:/d/gc.log
					-Xlog:gc*:file=gc.log:time:filecount=5      > -Xlog:gc*:file=/d/gc.log:time:filecount=5
					-Xlog:gc:file="a b.log"                     > -Xlog:gc:file="/d/a b.log"
					-Xlog::file=all.log                         > -Xlog::file=/d/all.log
					-Xloggc:gc.log                              > -Xloggc:/d/gc.log
					-XX:SharedArchiveFile=a.jsa:b.jsa           > -XX:SharedArchiveFile=/d/a.jsa:/d/b.jsa
					-XX:AOTCache=app.aot                        > -XX:AOTCache=/d/app.aot
					-XX:AOTCacheOutput=app.aot                  > -XX:AOTCacheOutput=/d/app.aot
					-XX:AOTConfiguration=app.conf               > -XX:AOTConfiguration=/d/app.conf
					-XX:AllocateHeapAt=heap                     > -XX:AllocateHeapAt=/d/heap
					-XX:ArchiveClassesAtExit=app.jsa            > -XX:ArchiveClassesAtExit=/d/app.jsa
					-XX:CompileCommandFile=f                    > -XX:CompileCommandFile=/d/f
					-XX:CompilerDirectivesFile=f                > -XX:CompilerDirectivesFile=/d/f
					-XX:DumpLoadedClassList=f                   > -XX:DumpLoadedClassList=/d/f
					-XX:ErrorFile=hs_err_%p.log                 > -XX:ErrorFile=/d/hs_err_%p.log
					-XX:ExtraSharedClassListFile=f              > -XX:ExtraSharedClassListFile=/d/f
					-XX:Flags=f                                 > -XX:Flags=/d/f
					-XX:HeapDumpPath=dumps                      > -XX:HeapDumpPath=/d/dumps
					-XX:LogFile=f                               > -XX:LogFile=/d/f
					-XX:PerfDataSaveFile=f                      > -XX:PerfDataSaveFile=/d/f
					-XX:ReplayDataFile=f                        > -XX:ReplayDataFile=/d/f
					-XX:SharedClassListFile=f                   > -XX:SharedClassListFile=/d/f
					-XX:VMOptionsFile=f                         > -XX:VMOptionsFile=/d/f
					-XX:StartFlightRecording=filename=r.jfr,settings=my/s.jfc,delay=5s > -XX:StartFlightRecording=filename=/d/r.jfr,settings=/d/my/s.jfc,delay=5s
					-XX:StartFlightRecording:settings=profile,filename=r.jfr           > -XX:StartFlightRecording:settings=profile,filename=/d/r.jfr
					-XX:FlightRecorderOptions=repository=rec,stackdepth=64             > -XX:FlightRecorderOptions=repository=/d/rec,stackdepth=64
					-XX:FlightRecorderOptions:repository=rec                           > -XX:FlightRecorderOptions:repository=/d/rec
					""")
	void areMade(String before, String after) {
		assertThat(this.paths.of(split(before))).isEqualTo(split(after));
	}

	/**
	 * An option and its value; the one with a space in its file name is one option.
	 */
	private static List<String> split(String options) {
		return options.contains("\"") ? List.of(options) : List.of(options.split(" ", -1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Xmx1g", "-Dfile=a", "-cp", "-Xlog:gc", "-Xlog", "-Xlog:gc:stdout",
			"-Xlog:gc:stderr:time", "-Xlog:gc:", "-Xlog:gc::time", "-Xlog:disable",
			"-agentlib:jdwp=transport=dt_socket", "-XX:HeapDumpPath=", "-XX:HeapDumpPath=/x",
			"-XX:StartFlightRecording", "-XX:StartFlightRecording=duration=1m", "-XX:+UseSerialGC", "--add-opens=a/b=c",
			"-javaagent:/a.jar=x", "-verbose:gc", "--patch-module", "-Djava.security.policy=",
			"-Djava.security.policy==", "-Djava.security.policy==/x", "-Djava.security.policy=file:p",
			"-Djava.security.properties=${user.home}/p" })
	void areNotMadeOfAnythingElse(String option) {
		assertThat(this.paths.of(List.of(option))).containsExactly(option);
	}

}
