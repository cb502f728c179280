/** The try-out page's script: the extension's overlay, without an extension around it. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const path = (to: string) => fileURLToPath(new URL(to, import.meta.url));

export default defineConfig({
  root: path('.'),
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: path('../../server/tonfall/web/static/built'),
    emptyOutDir: true,
    target: 'es2022',
    rollupOptions: {
      input: path('main.ts'),
      output: { entryFileNames: 'tryout.js', assetFileNames: 'tryout[extname]' },
    },
  },
});
