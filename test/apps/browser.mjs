// Opens one page as a browser would, redirects and all. Applications start it by `$BROWSER <url>`.
/* global fetch, process */
await fetch(process.argv[2]).then((response) => response.text());
