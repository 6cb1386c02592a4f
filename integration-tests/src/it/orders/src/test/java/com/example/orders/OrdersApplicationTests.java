package com.example.orders;

import java.nio.file.Files;
import java.nio.file.Path;

import io.makedaemon.DaemonAttr;
import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonFile;
import io.makedaemon.spring.boot.event.DaemonReloadEvent;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest
class OrdersApplicationTests {

	private static final Path JOURNAL = Path.of("target/journal.txt");

	@Test
	void writesWhenItIsToReload(@Autowired ApplicationContext context) throws Exception {
		context.publishEvent(new DaemonReloadEvent(context));
		assertThat(Files.readString(JOURNAL)).isEqualTo("reload\n");
	}

	@TestConfiguration
	static class InheritedFiles {

		@Bean
		DaemonContext daemonContext() {
			return DaemonContext.inForeground(DaemonAttr.builder().files(DaemonFile.of(JOURNAL, CREATE, WRITE)).build());
		}

	}

}
