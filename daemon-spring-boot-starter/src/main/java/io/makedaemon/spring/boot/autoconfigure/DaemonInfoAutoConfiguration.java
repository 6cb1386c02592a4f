package io.makedaemon.spring.boot.autoconfigure;

import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.makedaemon.spring.boot.DaemonState;
import io.makedaemon.spring.boot.actuate.DaemonInfoContributor;

/**
 * {@link AutoConfiguration @AutoConfiguration} for the {@link DaemonInfoContributor},
 * which must be enabled, like Boot's contributors that describe the process.
 */
@AutoConfiguration(after = DaemonAutoConfiguration.class)
@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
@ConditionalOnEnabledInfoContributor(value = "daemon", fallback = InfoContributorFallback.DISABLE)
public final class DaemonInfoAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DaemonInfoContributor daemonInfoContributor(DaemonState state) {
		return new DaemonInfoContributor(state);
	}

}
