/** What the process and the machine use, as jupyter-resource-usage and JupyterLab's kernel usage panel ask for it. */

import { cpus, freemem, hostname, loadavg, totalmem } from "node:os";
import type { CompileResults } from "../threads.js";
import type { Content } from "../wire/message.js";

export class Usage {
  #before = { time: performance.now(), cpu: 0 };

  /**
   * Processor use in percent of one core since the last answer, memory in bytes, both of this process and of its
   * compiler.
   */
  answer(compiler: CompileResults["usage"]): Content {
    const before = this.#before;
    const { user, system } = process.cpuUsage();
    const now = { time: performance.now(), cpu: user + system + compiler.cpu };
    this.#before = now;
    const busy = (now.cpu - before.cpu) / 1000;
    const cores = cpus().length;
    const total = totalmem();
    const available = process.availableMemory?.() ?? freemem();
    return {
      status: "ok",
      hostname: hostname(),
      pid: process.pid,
      kernel_cpu: round((100 * busy) / Math.max(1, now.time - before.time)),
      kernel_memory: process.memoryUsage.rss() + compiler.memory,
      cpu_count: cores,
      host_cpu_percent: round(Math.min(100, (100 * loadavg()[0]) / cores)),
      host_virtual_memory: {
        total,
        available,
        used: total - available,
        free: freemem(),
        percent: round((100 * (total - available)) / total),
      },
    };
  }
}

function round(percent: number): number {
  return Math.round(10 * percent) / 10;
}
