package com.example.batch;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * A job, which ends by itself.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class BatchApplication {

	public static void main(String[] args) {
		System.exit(SpringApplication.exit(SpringApplication.run(BatchApplication.class, args)));
	}

	@Bean
	Job job(JobRepository repository, Step step) {
		return new JobBuilder("job", repository).start(step).build();
	}

	@Bean
	Step step(JobRepository repository) {
		return new StepBuilder("step", repository).tasklet((contribution, context) -> {
			System.out.println("the step is done");
			return RepeatStatus.FINISHED;
		}).build();
	}

}
