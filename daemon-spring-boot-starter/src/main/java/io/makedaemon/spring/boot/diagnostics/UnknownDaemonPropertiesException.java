package io.makedaemon.spring.boot.diagnostics;

import java.util.Map;

import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;

/**
 * Thrown when there are properties under {@code daemon} that nobody knows. It carries the
 * properties that were probably meant.
 */
public class UnknownDaemonPropertiesException extends UnboundConfigurationPropertiesException {

	private final transient Map<ConfigurationProperty, String> meant;

	/**
	 * Create an exception.
	 * @param meant the name that was probably meant, or an empty string, by the unknown
	 * property
	 */
	public UnknownDaemonPropertiesException(Map<ConfigurationProperty, String> meant) {
		super(meant.keySet());
		this.meant = meant;
	}

	Map<ConfigurationProperty, String> meant() {
		return this.meant;
	}

}
