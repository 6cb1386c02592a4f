package io.makedaemon.spring.boot.upgrade;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The beans whose work must not be done by two generations of a daemon at the same time.
 * They are recognized by the simple names of their types, since the libraries are not
 * there in every application, and have moved some of the types to other packages.
 *
 * @param schedulers whether that includes scheduled methods and Quartz
 * @param listeners whether that includes the containers and registries of message
 * listeners
 */
public record SoleWork(boolean schedulers, boolean listeners) {

	private static final Set<String> SCHEDULERS = Set.of("SchedulerFactoryBean");

	/**
	 * The first two are in many libraries; then Spring for Apache Kafka, Spring Cloud
	 * Stream, the resource adapters of Jakarta EE, and Spring Integration's adapters that
	 * poll or have a container of their own.
	 */
	private static final Set<String> LISTENERS = Set.of("MessageListenerContainer", "StreamMessageListenerContainer",
			"ContainerGroupSequencer", "StreamsBuilderFactoryBean", "InputBindingLifecycle",
			"GenericMessageEndpointManager", "SourcePollingChannelAdapter", "AmqpInboundChannelAdapter",
			"AmqpInboundGateway", "JmsMessageDrivenEndpoint", "KafkaMessageDrivenChannelAdapter", "KafkaInboundGateway",
			"AbstractMqttMessageDrivenChannelAdapter", "ImapIdleChannelAdapter", "MongoDbChangeStreamMessageProducer",
			"PubSubInboundChannelAdapter", "RedisQueueMessageDrivenEndpoint", "RedisQueueInboundGateway",
			"ReactiveRedisStreamMessageProducer", "SqsMessageDrivenChannelAdapter",
			"KinesisMessageDrivenChannelAdapter", "FileTailInboundChannelAdapterSupport");

	/** As of Kafka, RabbitMQ, JMS, Pulsar and SQS. */
	private static final Set<String> REGISTRIES = Set.of("ListenerEndpointRegistry", "ListenerContainerRegistry");

	/** Redis does not keep messages for a listener that is not there. */
	private static final String UNKEPT = "RedisListenerEndpointRegistry";

	/**
	 * Return whether any beans are recognized.
	 * @return whether it is not only none
	 */
	public boolean isAny() {
		return this.schedulers || this.listeners;
	}

	/**
	 * Return whether beans of a type do such work.
	 */
	boolean includes(@Nullable Class<?> type) {
		if (type == null) {
			return false;
		}
		String name = type.getSimpleName();
		if ((this.schedulers && SCHEDULERS.contains(name)) || (this.listeners && isListener(name))
				|| includes(type.getSuperclass())) {
			return true;
		}
		for (Class<?> supertype : type.getInterfaces()) {
			if (includes(supertype)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isListener(String name) {
		return LISTENERS.contains(name) || (!name.equals(UNKEPT) && REGISTRIES.stream().anyMatch(name::endsWith));
	}

}
