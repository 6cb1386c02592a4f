package io.makedaemon.spring.boot.unit;

/**
 * What starts the application when the machine is booted.
 */
public enum UnitFormat {

	/** A unit of systemd, see systemd.service(5). */
	SYSTEMD,

	/** A service script of OpenRC, see openrc-run(8). */
	OPENRC,

	/** An init script of System V, as in the Linux Standard Base. */
	SYSV,

	/** A property list of launchd, see launchd.plist(5). */
	LAUNCHD,

	/** A line of crontab(5). */
	CRON;

	/**
	 * Return the unit of a service.
	 * @param service the service
	 * @return the text of the unit
	 * @throws IllegalArgumentException if a word of the command line cannot be written in
	 * this format; the message is a sentence
	 */
	public String write(Service service) {
		return switch (this) {
			case SYSTEMD -> SystemdService.text(service);
			case OPENRC -> InitScript.openrc(service);
			case SYSV -> InitScript.sysv(service);
			case LAUNCHD -> LaunchdPlist.text(service);
			case CRON -> CrontabLine.text(service);
		};
	}

}
