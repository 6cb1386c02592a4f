package io.makedaemon.testsupport;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets every wait look at once, and then ever more seldom: most of what the tests wait
 * for is there at once or soon, and a launch test waits several times.
 *
 * <p>
 * Found by JUnit, in all test classes of all modules.
 */
public final class PromptPolling implements BeforeAllCallback {

	private static final Duration FIRST = Duration.ofMillis(5);

	private static final Duration LONGEST = Duration.ofMillis(100);

	/** Made for JUnit. */
	public PromptPolling() {
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		Awaitility.setDefaultPollDelay(Duration.ZERO);
		Awaitility.setDefaultPollInterval((polls, last) -> (polls > 1) ? next(last) : FIRST);
	}

	private static Duration next(Duration last) {
		Duration next = last.multipliedBy(2);
		return (next.compareTo(LONGEST) < 0) ? next : LONGEST;
	}

}
