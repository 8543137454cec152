/** The compiler process without a snapshot: `node dist/kernel/compiler/main.js`. */

import { serve } from "./serve.js";

serve();
