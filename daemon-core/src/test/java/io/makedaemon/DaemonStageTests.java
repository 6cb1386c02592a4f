package io.makedaemon;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link DaemonStage}, and {@link Daemon} in a process that is not daemonized.
 */
class DaemonStageTests {

	@Test
	void hasNumberAndWords() {
		assertThat(DaemonStage.values()).extracting(DaemonStage::number).containsExactly(0, 1, 2);
		assertThat(DaemonStage.values()).extracting(DaemonStage::toString)
			.containsExactly("parent", "first child", "daemon");
	}

	@Test
	void isParentHere() {
		assertThat(Daemon.stage()).isEqualTo(DaemonStage.PARENT);
		assertThat(Daemon.context()).isEmpty();
		assertThat(Daemon.unsupported()).isNull();
	}

}
