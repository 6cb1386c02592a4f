package io.makedaemon.spring.boot.testapp;

import java.lang.reflect.Proxy;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Prints when the application is told to reload. The compiler warns of the JDK's class
 * for signals, whoever names it.
 */
@Component
@ConditionalOnProperty("test.reload")
class Reload implements ApplicationRunner {

	@Override
	public void run(ApplicationArguments args) throws ReflectiveOperationException {
		Class<?> signal = Class.forName("sun.misc.Signal");
		Class<?> handler = Class.forName("sun.misc.SignalHandler");
		Object printer = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { handler },
				(proxy, method, arguments) -> {
					System.out.println("reloaded");
					return null;
				});
		signal.getMethod("handle", signal, handler)
			.invoke(null, signal.getConstructor(String.class).newInstance("HUP"), printer);
	}

}
