package io.makedaemon.testsupport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/**
 * For tests that need strace(1): skipped where there is none, or it may trace nothing.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "io.makedaemon.testsupport.ProcessFacts#canBeTraced", disabledReason = "no strace that works here")
public @interface EnabledIfStrace {

}
