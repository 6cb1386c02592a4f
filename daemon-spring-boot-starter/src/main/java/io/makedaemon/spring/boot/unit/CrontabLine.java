package io.makedaemon.spring.boot.unit;

/**
 * Writes a line of crontab(5) that starts the service when the machine is booted.
 */
final class CrontabLine {

	private CrontabLine() {
	}

	/**
	 * Write the line, for the crontab of the user who has given the command.
	 * @param service the service
	 * @return the text
	 */
	static String text(Service service) {
		String command = "cd " + InitScript.quote(service.directory()) + " && " + InitScript.quote(service.words())
				+ " --daemon.command=start";
		// Cron takes a percent sign for the end of a line
		return "# To install it, add it by crontab -e\n@reboot " + command.replace("%", "\\%");
	}

}
