import { defineConfig } from 'wxt';
import { version } from '../package.json';
import { KNOWN_SITES, SERVICE } from './client/hosts';

/** WXT's types don't know `data_collection_permissions` yet. */
const gecko = {
  id: 'tonfall@tonfall.example',
  // CSS Custom Highlights came with 140, the declaration of collected data (Android too) with 142.
  strict_min_version: '142.0',
  data_collection_permissions: { required: ['none'] },
};

export default defineConfig({
  // Every name is imported where it is used; nothing appears by magic.
  imports: false,
  manifestVersion: 3,
  manifest: ({ browser }) => ({
    name: '__MSG_extension_name__',
    description: '__MSG_extension_description__',
    version,
    default_locale: 'en',
    permissions: ['storage', 'scripting', 'activeTab', 'alarms'],
    host_permissions: [SERVICE, ...KNOWN_SITES],
    optional_host_permissions: ['https://*/*'],
    action: { default_title: 'Tonfall' },
    commands: {
      'next-finding': {
        suggested_key: { default: 'Alt+Shift+J' },
        description: '__MSG_command_next_finding__',
      },
    },
    ...(browser === 'firefox' ? { browser_specific_settings: { gecko } } : { minimum_chrome_version: '123' }),
  }),
});
