package io.makedaemon.sample;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Prints to standard output and standard error now and then, as some libraries do. In the
 * daemon it comes out in the log.
 */
@Component
class ChattyLibrary {

	private int count;

	@Scheduled(fixedRateString = "${sample.chatter-rate:PT10S}")
	void chatter() {
		this.count++;
		System.out.println("chatty library: still here, line " + this.count);
		System.err.println("chatty library: nothing to worry about, line " + this.count);
	}

}
