package com.example.ledger;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application that logs by Log4j2. What it does besides is said by the properties
 * {@code ledger.*}.
 */
@SpringBootApplication
public class LedgerApplication {

	public static void main(String[] args) {
		LateHook.addIfWanted();
		SpringApplication.run(LedgerApplication.class, args);
		System.out.println("printed behind run");
	}

}
