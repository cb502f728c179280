import { browser } from 'wxt/browser';

/** The pass to the service, from pairing. Null before. */
export async function readToken(): Promise<string | null> {
  const { token } = await browser.storage.local.get<{ token: string | null }>({ token: null });
  return token;
}

export async function saveToken(token: string): Promise<void> {
  await browser.storage.local.set({ token });
}

export async function forgetToken(): Promise<void> {
  await browser.storage.local.remove('token');
}
