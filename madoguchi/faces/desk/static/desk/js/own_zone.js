/* Where the server could only guess the time zone, the browser knows it. Loaded as long as nothing was typed. */

const field = document.querySelector("[name=time_zone]");
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
if (field.value === field.defaultValue && [...field.list.options].some(({ value }) => value === timeZone)) field.value = timeZone;
