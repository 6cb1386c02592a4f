package io.makedaemon.integration;

import java.util.Set;

import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

import org.springframework.web.SpringServletContainerInitializer;

/**
 * A servlet container with a main method of its own, in which the application is
 * deployed.
 */
public final class ServletContainer {

	private ServletContainer() {
	}

	/**
	 * Runs the container on a free port.
	 * @param args none
	 * @throws LifecycleException if it cannot be started
	 */
	public static void main(String[] args) throws LifecycleException {
		Tomcat tomcat = new Tomcat();
		tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
		tomcat.setPort(0);
		tomcat.getConnector();
		Context context = tomcat.addContext("", System.getProperty("java.io.tmpdir"));
		context.addServletContainerInitializer(new SpringServletContainerInitializer(), Set.of(GuestInitializer.class));
		tomcat.start();
		System.out.println("Tomcat started on port " + tomcat.getConnector().getLocalPort());
		tomcat.getServer().await();
	}

}
