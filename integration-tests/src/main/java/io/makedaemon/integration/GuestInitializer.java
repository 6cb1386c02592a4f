package io.makedaemon.integration;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;

/**
 * Runs the {@link GuestApplication} in a servlet container, as that of a WAR file does.
 */
public class GuestInitializer extends SpringBootServletInitializer {

	@Override
	protected SpringApplicationBuilder configure(SpringApplicationBuilder builder) {
		return builder.sources(GuestApplication.class);
	}

}
