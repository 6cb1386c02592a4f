package io.makedaemon;

import org.junit.jupiter.api.Test;

import io.makedaemon.pidfile.StatusFile;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a supervisor publishes while it waits.
 */
class Stage1StatusTests {

	private static final long NOW = 1_800_000_000_000L;

	@Test
	void tellsTheRightTimeAlsoWhenTheClockIsSet() {
		Stage1Status status = Stage1Status.waiting("/pid", 2, "it has failed", NOW, "/log");
		try {
			status.startsAgain(NOW, 60_000);
			status.startsAgain(NOW + 5003, 55_000);
			assertThat(StatusFile.readOpen(status.descriptor())).containsEntry(Published.RESTARTS, "2")
				.containsEntry(Published.LAST_END, "it has failed")
				.containsEntry(Published.NEXT_START, Long.toString(NOW + 60_000));
			status.startsAgain(NOW - 3_600_000, 50_000);
			assertThat(StatusFile.readOpen(status.descriptor())).containsEntry(Published.NEXT_START,
					Long.toString(NOW - 3_550_000));
		}
		finally {
			status.close();
		}
	}

}
