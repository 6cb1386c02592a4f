package io.makedaemon.spring.boot.config;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link RelativeLocation} and {@link PathProperty}: each way to write a relative path,
 * and what only looks like one.
 */
class RelativeLocationTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					any                                               | ./data                               | ./data
					any                                               | ../data                              | ../data
					any                                               | file:data.csv                        | data.csv
					any                                               | file:./data.csv                      | ./data.csv
					any                                               | optional:file:data                   | data
					any                                               | jar:file:lib/a.jar!/x                | lib/a.jar
					any                                               | filesystem:db/migration              | db/migration
					spring.config.import                              | optional:sops:./secrets.yml          | ./secrets.yml
					spring.config.import[1]                           | other:file:secrets.yml[.json]        | secrets.yml
					spring.web.resources.static-locations             | classpath:/static/, file:./public/   | ./public/
					spring.web.resources.static-locations[2]          | file:public/                         | public/
					spring.datasource.url                             | jdbc:h2:./petdb                      | ./petdb
					spring.datasource.url                             | jdbc:h2:file:./petdb;MODE=MySQL      | ./petdb
					spring.datasource.url                             | jdbc:h2:file:petdb                   | petdb
					spring.datasource.url                             | jdbc:h2:nio:data/petdb               | data/petdb
					spring.datasource.url                             | jdbc:otel:h2:./petdb                 | ./petdb
					spring.datasource.url                             | jdbc:hsqldb:file:db/pets             | db/pets
					spring.datasource.url                             | jdbc:derby:pets;create=true          | pets
					spring.datasource.url                             | jdbc:derby:directory:pets            | pets
					spring.datasource.url                             | jdbc:sqlite:pets.db?mode=ro          | pets.db
					spring.datasource.url                             | jdbc:sqlite:file:pets.db             | pets.db
					spring.datasource.url                             | jdbc:duckdb:pets.duckdb              | pets.duckdb
					spring.datasource.url                             | jdbc:p6spy:h2:pet                    | pet
					spring.datasource.url                             | jdbc:tracing:p6spy:h2:pet            | pet
					spring.datasource.url                             | jdbc:aws-wrapper:h2:pet              | pet
					spring.datasource.url                             | jdbc:h2:mem:db;INIT=RUNSCRIPT FROM './init.sql' | ./init.sql
					spring.datasource.url                             | jdbc:h2:mem:db;INIT=RUNSCRIPT FROM 'file:init.sql' | init.sql
					spring.datasource.url                             | jdbc:postgresql://db/pet?ssl=true&sslrootcert=../root.crt&a=b | ../root.crt
					spring.datasource.url                             | jdbc:mysql://db/pet?trustCertificateKeyStoreUrl=file:ts.p12 | ts.p12
					spring.datasource.url                             | jdbc:ucanaccess://./pet.mdb;memory=true | ./pet.mdb
					spring.r2dbc.url                                  | r2dbc:h2:file:///./petdb             | ./petdb
					spring.r2dbc.url                                  | r2dbc:h2:file:///../petdb?options=A  | ../petdb
					spring.r2dbc.url                                  | r2dbc:h2:file:///data/petdb?options=A=1;B=2 | data/petdb
					spring.r2dbc.url                                  | r2dbc:h2:file://localhost/./petdb    | ./petdb
					spring.r2dbc.url                                  | r2dbc:h2:file://./petdb              | petdb
					spring.r2dbc.url                                  | r2dbc:h2:file:petdb                  | petdb
					spring.r2dbc.url                                  | r2dbc:pool:h2:file:///./petdb        | ./petdb
					spring.r2dbc.properties.url                       | file:./petdb                         | ./petdb
					server.ssl.key-store                              | ks.p12                               | ks.p12
					server.ssl.key-store                              | file:ks.p12                          | ks.p12
					serverSslKeyStore                                 | ks.p12                               | ks.p12
					SERVER_SSL_TRUSTSTORE                             | conf/ts.p12                          | conf/ts.p12
					management.server.ssl.certificate-private-key     | key.pem                              | key.pem
					spring.ssl.bundle.jks.any.keystore.location       | ks.p12                               | ks.p12
					spring.ssl.bundle.pem.any.keystore.private-key    | key.pem                              | key.pem
					spring.ssl.bundle.pem.any.truststore.certificate  | file:ca.pem                          | ca.pem
					logging.logback.rollingpolicy.file-name-pattern   | old/app-%d.gz                        | old/app-%d.gz
					server.servlet.session.store-dir                  | sessions                             | sessions
					spring.docker.compose.file[0]                     | compose.yml                          | compose.yml
					spring.liquibase.rollback-file                    | rollback.sql                         | rollback.sql
					spring.neo4j.security.cert-file                   | ca.pem                               | ca.pem
					javax.net.ssl.trustStore                          | ts.p12                               | ts.p12
					otel.javaagent.configuration-file                 | otel.properties                      | otel.properties
					OTEL_JAVAAGENT_EXTENSIONS                         | /lib/a.jar,ext/b.jar                 | ext/b.jar
					elastic.apm.config_file                           | apm.properties                       | apm.properties
					""")
	void isFound(String property, String value, String path) {
		assertThat(find(property, value)).isEqualTo(path);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					any                                             | data
					any                                             | .
					any                                             | /data
					any                                             | /data/./x
					any                                             | file:/data
					any                                             | file:///data
					any                                             | file:${unknown}/data
					any                                             | ${unknown}/./data
					any                                             | classpath:./data
					any                                             | classpath*:../data
					any                                             | file:/dev/./urandom
					any                                             | ./bin:/usr/bin
					any                                             | https://example.org/./a
					any                                             | see ./a
					spring.config.import                            | optional:file:./more.yml,configtree:./tree/
					spring.config.import                            | ./more.yml;classpath:more.yml
					spring.datasource.url                           | jdbc:h2:~/petdb
					spring.datasource.url                           | jdbc:h2:/petdb
					spring.datasource.url                           | jdbc:h2:mem:petdb
					spring.datasource.url                           | jdbc:h2:tcp://localhost/./petdb
					spring.datasource.url                           | jdbc:h2:file:/petdb
					spring.datasource.url                           | jdbc:h2:file:~/petdb
					spring.datasource.url                           | jdbc:hsqldb:mem:pets
					spring.datasource.url                           | jdbc:hsqldb:hsql://localhost/pets
					spring.datasource.url                           | jdbc:derby://localhost:1527/pets
					spring.datasource.url                           | jdbc:derby:memory:pets
					spring.datasource.url                           | jdbc:sqlite::memory:
					spring.datasource.url                           | jdbc:sqlite:
					spring.datasource.url                           | jdbc:postgresql:pets
					spring.datasource.url                           | jdbc:mysql://localhost/h2
					spring.datasource.url                           | jdbc:h2:mem:db;INIT=RUNSCRIPT FROM '/init.sql'
					spring.datasource.url                           | jdbc:h2:mem:db;INIT=RUNSCRIPT FROM 'classpath:init.sql'
					spring.datasource.url                           | jdbc:postgresql://db/pet?sslrootcert=/root.crt&a=b
					spring.datasource.url                           | jdbc:mysql://db/pet?trustCertificateKeyStoreUrl=file:/ts.p12
					any                                             | https://example.org/?a=./b
					spring.r2dbc.url                                | r2dbc:h2:file:////petdb
					spring.r2dbc.url                                | r2dbc:h2:file:///~/petdb
					spring.r2dbc.url                                | r2dbc:h2:mem:///petdb
					spring.r2dbc.url                                | r2dbc:h2:tcp://localhost/./petdb
					spring.r2dbc.url                                | r2dbc:postgresql://localhost/./petdb
					server.ssl.key-store                            | classpath:ks.p12
					server.ssl.key-store                            | /etc/ks.p12
					server.ssl.key-store                            | ""
					server.ssl.key-store-password                   | ks.p12
					server.ssl.key-store-type                       | PKCS12
					spring.ssl.bundle.jks.any.keystore.type         | PKCS12
					spring.ssl.bundle.pem.any.keystore.private-key  | -----BEGIN PRIVATE KEY-----
					logging.pattern.rolling-file-name               | ${LOG_FILE}.%d.gz
					javax.net.ssl.keyStore                          | NONE
					elastic.apm.config_file                         | _AGENT_HOME_/elasticapm.properties
					""")
	void isNotFoundWhereNoneIs(String property, String value) {
		assertThat(find(property, value)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "logging.config", "logging.file.name", "LOGGING_FILE_PATH", "spring.config.location",
			"spring.config.additional-location[0]", "spring.pid.file", "spring.pidfile", "daemon.files[0].path",
			"java.class.path", "sun.java.command", "com.sun.management.config.file", "CLASSPATH" })
	void meansTheLaunchDirectoryAnyway(String property) {
		assertThat(PathProperty.of(property)).isEqualTo(PathProperty.OF_LAUNCH_DIRECTORY);
	}

	private static @Nullable String find(String property, String value) {
		return RelativeLocation.find(value, PathProperty.of(property));
	}

}
