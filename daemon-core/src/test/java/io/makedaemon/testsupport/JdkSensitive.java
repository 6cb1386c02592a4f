package io.makedaemon.testsupport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * For tests of what differs from one JDK to the next: they are run with {@code -Pfull} on
 * another JDK as well.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Tag("jdk-sensitive")
@EnabledIf(value = "io.makedaemon.testsupport.Jdk#isThere", disabledReason = "no other JDK is installed")
public @interface JdkSensitive {

}
