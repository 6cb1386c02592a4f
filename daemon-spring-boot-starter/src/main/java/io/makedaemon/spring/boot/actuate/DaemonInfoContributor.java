package io.makedaemon.spring.boot.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import io.makedaemon.spring.boot.DaemonState;

/**
 * {@link InfoContributor} that adds the stage, the decision and the times under
 * {@code daemon}.
 */
public class DaemonInfoContributor implements InfoContributor {

	private final DaemonState state;

	/**
	 * Create the contributor.
	 * @param state the state to show
	 */
	public DaemonInfoContributor(DaemonState state) {
		this.state = state;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("stage", this.state.stage().toString());
		details.put("decision", this.state.decision());
		details.put("programName", this.state.programName());
		details.put("startedAt", this.state.startedAt());
		if (this.state.readyAfter() != null) {
			details.put("readyAfter", this.state.readyAfter());
		}
		builder.withDetail("daemon", details);
	}

}
