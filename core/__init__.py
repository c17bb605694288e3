"""The ground every room stands on: settings, database, errors, words, audit, jobs, mail, files, languages, web."""
