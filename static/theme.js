// The look that was chosen, before anything is painted.
"use strict";
try {
  document.documentElement.dataset.theme = localStorage.theme || "";
} catch { /* no storage: the system's */ }
