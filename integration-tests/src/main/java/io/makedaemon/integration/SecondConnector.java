package io.makedaemon.integration;

import org.apache.catalina.connector.Connector;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Lets Tomcat listen on the port {@code guest.second-port} as well.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("guest.second-port")
class SecondConnector {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> secondPort(@Value("${guest.second-port}") int port) {
		return (factory) -> {
			Connector connector = new Connector();
			connector.setPort(port);
			factory.addAdditionalConnectors(connector);
		};
	}

}
