import { api } from "../api/client";
import type { Key } from "../i18n";
import { router } from "../shell/router";
import { session } from "../state/session";

/**
 * Signs in with a password that was just set. Where that fails it is set all the same: the person goes on at the sign-in page, which
 * says so, and not with a form that can't be used again.
 */
export async function enter(username: string, password: string, note: Key = "signin.made"): Promise<void> {
  try {
    await api.signIn(username, password);
  } catch {
    session.arrived = { note, username };
    session.setUpNeeded = false;
    router.go("/signin", "replace");
    return;
  }
  await session.begin();
}
