/* What a help centre can do with scripts: suggestions while typing, answers beside a question, and saying that it was read. */
import "../../desk/js/videos.js";
import { Answers } from "./answers.js";
import "./led.js";
import { Search } from "./search.js";
import { tell } from "./seen.js";

customElements.define("madoguchi-search", Search);
customElements.define("madoguchi-answers", Answers);
tell();
