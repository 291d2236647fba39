import { defineConfig } from "vitest/config";
import react from "@vitejs/plugin-react";
import optimizeLocales from "@react-aria/optimize-locales-plugin";

// Files carry their hash in the name, so that the server may call /assets/* immutable.
export default defineConfig({
  plugins: [react(), { ...optimizeLocales.vite({ locales: ["en-US", "zh-CN", "zh-TW"] }), enforce: "pre" }],
  build: { target: "es2022", chunkSizeWarningLimit: 700, reportCompressedSize: true,
    // What every screen needs is one file: together it is smaller than in pieces, and the first map has 220 kB.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "base", test: /node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack|i18next|react-i18next|wouter|regexparam|zustand)\// }] } } } },
  // For those who work on the studio: CAIRN_SERVER=http://127.0.0.1:8787 npm run dev
  server: { proxy: { "/api": process.env["CAIRN_SERVER"] ?? "http://127.0.0.1:8787" } },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"] },
});
