package io.makedaemon.benchmarks;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.autoconfigure.reactive.ReactiveWebServerConfiguration;
import org.springframework.boot.web.server.reactive.ConfigurableReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * An application with one of the web servers, which the property {@code benchmark.server}
 * names.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
// Its auto-configuration would want WebFlux
@Import(ReactiveWebServerConfiguration.class)
public class ServedApplication {

	/**
	 * Run the application.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(ServedApplication.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		application.run(args);
	}

	@Bean
	ConfigurableReactiveWebServerFactory factory(@Value("${benchmark.server}") Server server) {
		return server.factory();
	}

	@Bean
	HttpHandler handler() {
		return Server.HANDLER;
	}

}
