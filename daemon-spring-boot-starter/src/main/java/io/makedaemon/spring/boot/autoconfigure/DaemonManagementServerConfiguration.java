package io.makedaemon.spring.boot.autoconfigure;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;

import io.makedaemon.spring.boot.socket.InheritedSockets;
import io.makedaemon.spring.boot.socket.InheritingServers;

/**
 * {@link ManagementContextConfiguration @ManagementContextConfiguration} of a management
 * server that listens on an inherited socket. Its context does not see the customizers in
 * the application's context.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnBean(InheritedSockets.class)
public final class DaemonManagementServerConfiguration {

	@Bean
	InheritingServers daemonInheritingServers(InheritedSockets sockets, BeanFactory beans) {
		return new InheritingServers(sockets, InheritingServers.MANAGEMENT, beans);
	}

}
