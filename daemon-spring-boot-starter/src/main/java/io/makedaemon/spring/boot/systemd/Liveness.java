package io.makedaemon.spring.boot.systemd;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;

/**
 * Tells whether the application is in a correct state, where only a restart could fix an
 * incorrect one. This is less than health: a database that is down makes an application
 * unhealthy, but a restart does not bring the database up again.
 *
 * <p>
 * A bean of this type replaces the default.
 */
@FunctionalInterface
public interface Liveness {

	/**
	 * Check the application.
	 * @return whether it is alive; an exception means that it is not
	 */
	boolean isCorrect();

	/**
	 * Return the liveness according to the application's availability.
	 * @param availability the availability
	 * @return its liveness state
	 */
	static Liveness of(ApplicationAvailability availability) {
		return () -> availability.getLivenessState() == LivenessState.CORRECT;
	}

}
