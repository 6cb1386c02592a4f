package io.makedaemon.spring.boot.systemd;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;

/**
 * Says whether the application is in a state that only a restart could cure if it were
 * not correct. This is less than health: a database that is down makes an application
 * unhealthy, and no restart brings it up again.
 *
 * <p>
 * A bean of this type replaces what is used otherwise.
 */
@FunctionalInterface
public interface Liveness {

	/**
	 * Check the application.
	 * @return whether it is alive; an exception says that it is not
	 */
	boolean isCorrect();

	/**
	 * Return what the application's availability says.
	 * @param availability the availability
	 * @return its liveness state
	 */
	static Liveness of(ApplicationAvailability availability) {
		return () -> availability.getLivenessState() == LivenessState.CORRECT;
	}

}
