package io.makedaemon.testsupport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/**
 * For tests that need logrotate(8): skipped where there is none.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "io.makedaemon.testsupport.ProcessFacts#canRotateLogs", disabledReason = "no logrotate")
public @interface EnabledIfLogrotate {

}
