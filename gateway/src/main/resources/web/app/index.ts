import "./tokens.css";
import "./trusted-types";

// Fetched by a request of its own: a static import may be hoisted, and Lit must find the policy made when it loads.
void import("./shell/weft-app");
