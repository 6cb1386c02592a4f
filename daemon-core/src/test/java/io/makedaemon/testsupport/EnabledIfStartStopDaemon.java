package io.makedaemon.testsupport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/**
 * For tests that need start-stop-daemon(8), as a service manager that waits until a
 * program is ready: skipped where there is none, or it cannot wait for that.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "io.makedaemon.testsupport.ProcessFacts#canBeAwaited",
		disabledReason = "no start-stop-daemon that has --notify-await")
public @interface EnabledIfStartStopDaemon {

}
