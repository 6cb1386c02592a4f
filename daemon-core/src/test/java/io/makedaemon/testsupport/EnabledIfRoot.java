package io.makedaemon.testsupport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/**
 * For tests that start processes as other users: skipped unless root runs them.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "io.makedaemon.testsupport.ProcessFacts#isRoot",
		disabledReason = "only root can become another user")
public @interface EnabledIfRoot {

}
