package io.makedaemon.spring.boot.upgrade;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;

/**
 * The beans that a context must not start yet. Its lifecycle processor, whichever it is,
 * sees a bean factory without them.
 */
final class HeldBeans implements BeanPostProcessor, BeanFactoryPostProcessor {

	private static final String PROCESSOR = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME;

	private static final Log log = LogFactory.getLog(HeldBeans.class);

	private final ConfigurableListableBeanFactory beans;

	private final SoleWork work;

	private final Set<String> names = new LinkedHashSet<>();

	private boolean released;

	/**
	 * Hold beans of a context that is not refreshed yet.
	 * @param context the context
	 * @param work which beans to hold
	 */
	HeldBeans(ConfigurableApplicationContext context, SoleWork work) {
		this.beans = context.getBeanFactory();
		this.work = work;
		this.beans.addBeanPostProcessor(this);
		context.addBeanFactoryPostProcessor(this);
	}

	/**
	 * Provide the processor that the context would create by itself.
	 */
	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (!beanFactory.containsLocalBean(PROCESSOR)) {
			DefaultLifecycleProcessor processor = new DefaultLifecycleProcessor();
			processor.setBeanFactory(view());
			beanFactory.registerSingleton(PROCESSOR, processor);
		}
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (beanName.equals(PROCESSOR) && bean instanceof LifecycleProcessor
				&& bean instanceof BeanFactoryAware processor) {
			processor.setBeanFactory(view());
		}
		return bean;
	}

	private ConfigurableListableBeanFactory view() {
		return (ConfigurableListableBeanFactory) Proxy.newProxyInstance(HeldBeans.class.getClassLoader(),
				new Class<?>[] { ConfigurableListableBeanFactory.class },
				(proxy, method, arguments) -> view(method, arguments));
	}

	private @Nullable Object view(Method method, Object @Nullable [] arguments) throws Throwable {
		try {
			Object result = method.invoke(this.beans, arguments);
			return (method.getName().equals("getBeanNamesForType") && arguments != null
					&& arguments[0] == Lifecycle.class && result instanceof String[] found) ? withoutHeld(found)
							: result;
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private synchronized String[] withoutHeld(String[] found) {
		return this.released ? found : Arrays.stream(found).filter((name) -> !isHeld(name)).toArray(String[]::new);
	}

	private boolean isHeld(String name) {
		if (this.work.includes(this.beans.getType(name, false))) {
			this.names.add(name);
			return true;
		}
		return false;
	}

	/**
	 * Return the names of the beans that were not started.
	 */
	synchronized List<String> names() {
		return List.copyOf(this.names);
	}

	/**
	 * Hold beans no longer, and start those that would have been started automatically. A
	 * bean that cannot be started does not keep others from it.
	 */
	void release() {
		List<String> held;
		synchronized (this) {
			this.released = true;
			held = names();
			this.names.clear();
		}
		List<SmartLifecycle> starting = new ArrayList<>();
		for (String name : held) {
			quietly(name, () -> {
				if (this.beans.getBean(name) instanceof SmartLifecycle bean && bean.isAutoStartup()) {
					starting.add(bean);
				}
			});
		}
		starting.sort(Comparator.comparingInt(SmartLifecycle::getPhase));
		for (SmartLifecycle bean : starting) {
			quietly(bean, () -> {
				if (!bean.isRunning()) {
					bean.start();
				}
			});
		}
	}

	private static void quietly(Object bean, Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException | Error ex) {
			log.error("Cannot be started, after it was held until the former generation of this daemon had ended: "
					+ bean, ex);
		}
	}

}
