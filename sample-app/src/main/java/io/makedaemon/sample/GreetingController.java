package io.makedaemon.sample;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.makedaemon.spring.boot.DaemonState;

/**
 * Greets, and says in which stage.
 */
@RestController
class GreetingController {

	private final DaemonState state;

	GreetingController(DaemonState state) {
		this.state = state;
	}

	@GetMapping("/")
	String greeting() {
		return "Hello from the " + this.state.stage() + " " + this.state.programName() + ", pid "
				+ ProcessHandle.current().pid() + "\n";
	}

}
