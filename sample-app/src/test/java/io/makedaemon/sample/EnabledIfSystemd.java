package io.makedaemon.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A test that needs a systemd of its own: it is skipped where none can be booted.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "io.makedaemon.sample.Systemd#canBeBooted",
		disabledReason = "needs root, systemd, and a cgroup2 file system that can be written")
@interface EnabledIfSystemd {

}
