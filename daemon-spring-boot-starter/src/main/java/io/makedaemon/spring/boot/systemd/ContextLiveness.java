package io.makedaemon.spring.boot.systemd;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.context.ApplicationContext;

/**
 * The liveness of an application, determined by its context: by a bean of type
 * {@link Liveness}, else by the availability. An application with neither is alive as
 * long as it can be asked.
 */
record ContextLiveness(ApplicationContext context) implements Liveness {

	@Override
	public boolean isCorrect() {
		Liveness liveness = this.context.getBeanProvider(Liveness.class).getIfUnique();
		if (liveness != null) {
			return liveness.isCorrect();
		}
		ApplicationAvailability availability = this.context.getBeanProvider(ApplicationAvailability.class)
			.getIfUnique();
		return availability == null || Liveness.of(availability).isCorrect();
	}

}
