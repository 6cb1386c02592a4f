package io.makedaemon.spring.boot.systemd;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;

/**
 * The liveness according to the group {@code liveness} of the health endpoint, as an HTTP
 * probe sees it: an error response means that it is not correct. Without such a group, it
 * is the availability's liveness state.
 *
 * <p>
 * The overall health does not count: it is also bad when a database is down, which
 * restarting the application does not fix.
 */
public final class LivenessGroup implements Liveness {

	private static final String NAME = "liveness";

	private static final int HTTP_BAD_REQUEST = 400;

	private final HealthEndpoint endpoint;

	private final HealthEndpointGroups groups;

	private final Liveness availability;

	/**
	 * Create the liveness.
	 * @param endpoint the health endpoint
	 * @param groups its groups
	 * @param availability the application's availability
	 */
	public LivenessGroup(HealthEndpoint endpoint, HealthEndpointGroups groups, ApplicationAvailability availability) {
		this.endpoint = endpoint;
		this.groups = groups;
		this.availability = Liveness.of(availability);
	}

	@Override
	public boolean isCorrect() {
		HealthEndpointGroup group = this.groups.get(NAME);
		HealthDescriptor health = (group != null) ? health() : null;
		if (group == null || health == null) {
			return this.availability.isCorrect();
		}
		return group.getHttpCodeStatusMapper().getStatusCode(health.getStatus()) < HTTP_BAD_REQUEST;
	}

	/**
	 * Return the group's health, or null if the group is empty.
	 */
	private @Nullable HealthDescriptor health() {
		return this.endpoint.healthForPath(NAME);
	}

}
