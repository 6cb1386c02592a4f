package io.makedaemon.spring.boot.socket;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.autoconfigure.reactive.ReactiveWebServerConfiguration;
import org.springframework.boot.web.server.reactive.ConfigurableReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import io.makedaemon.spring.boot.socket.InheritingServersTests.Server;

/**
 * The {@link DrainedApplication} as a program, with the server that the property
 * {@code test.server} names.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
// Its auto-configuration would want WebFlux
@Import(ReactiveWebServerConfiguration.class)
public class UpgradedApplication {

	/**
	 * Run the application.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(UpgradedApplication.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		application.run(args);
	}

	@Bean
	ConfigurableReactiveWebServerFactory factory(@Value("${test.server}") Server server) {
		return server.factory();
	}

	@Bean
	DrainedApplication handler() {
		return new DrainedApplication();
	}

}
