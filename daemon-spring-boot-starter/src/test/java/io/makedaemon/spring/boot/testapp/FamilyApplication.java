package io.makedaemon.spring.boot.testapp;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;

/**
 * The {@link TestApplication} as a child of another context.
 */
public final class FamilyApplication {

	private FamilyApplication() {
	}

	/**
	 * Runs parent and child.
	 * @param args the command line, which both get
	 */
	public static void main(String[] args) {
		new SpringApplicationBuilder(Root.class).web(WebApplicationType.NONE).child(TestApplication.class).run(args);
	}

	/**
	 * The parent's configuration.
	 */
	@Configuration
	static class Root {

	}

}
