package io.makedaemon;

import org.junit.jupiter.api.Test;

import io.makedaemon.testsupport.ProcessFacts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ProcessState} of this process.
 */
class ProcessStateTests {

	@Test
	void isWhatTheSystemSays() {
		ProcessState state = ProcessState.now();
		ProcessFacts facts = new ProcessFacts(ProcessHandle.current().pid());
		assertThat(state.pid()).isEqualTo(facts.pid());
		assertThat(state.parentPid()).hasValue(facts.parent());
		assertThat(state.sessionId()).hasValue(facts.session());
		assertThat(state.umask()).hasValue(facts.umask());
		assertThat(state.workingDirectory()).isEqualTo(facts.workingDirectory().toString());
	}

}
