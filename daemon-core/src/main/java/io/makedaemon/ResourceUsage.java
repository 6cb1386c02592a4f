package io.makedaemon;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

import io.makedaemon.proc.ProcessUsage;

/**
 * What the kernel reports about the resources that a process uses; see proc(5).
 *
 * @param residentMemory the bytes of memory that it occupies; empty if it has ended
 * @param cpuTime the time that its threads have run, to a hundredth of a second
 * @param openDescriptors the number of its open descriptors; empty if this user may not
 * inspect the process
 * @param descriptorLimit the number of descriptors that it may have open; empty if there
 * is no limit, or this user may not see it
 */
public record ResourceUsage(OptionalLong residentMemory, Duration cpuTime, OptionalInt openDescriptors,
		OptionalLong descriptorLimit) {

	/**
	 * Look at a process.
	 * @param pid its process id
	 * @return its usage
	 */
	static ResourceUsage of(long pid) {
		return new ResourceUsage(ProcessUsage.residentMemory(pid), ProcessUsage.cpuTime(pid),
				ProcessUsage.openDescriptors(pid), ProcessUsage.descriptorLimit(pid));
	}

}
