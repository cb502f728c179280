import { fakeBrowser } from 'wxt/testing/fake-browser';

// The fake browser has no languages of its own.
fakeBrowser.i18n.getUILanguage = () => 'en';
