import callPanel from '../../../messages/en/call-panel.json' with { type: 'json' };
import calls from '../../../messages/en/calls.json' with { type: 'json' };
import editor from '../../../messages/en/editor.json' with { type: 'json' };
import flows from '../../../messages/en/flows.json' with { type: 'json' };
import home from '../../../messages/en/home.json' with { type: 'json' };
import callerMessages from '../../../messages/en/messages.json' with { type: 'json' };
import session from '../../../messages/en/session.json' with { type: 'json' };
import settings from '../../../messages/en/settings.json' with { type: 'json' };
import shared from '../../../messages/en/shared.json' with { type: 'json' };
import telephony from '../../../messages/en/telephony.json' with { type: 'json' };
import testPanel from '../../../messages/en/test-panel.json' with { type: 'json' };

/** Every text of the studio, one namespace a feature. */
export const messages = {
  shared,
  session,
  home,
  flows,
  editor,
  calls,
  messages: callerMessages,
  callPanel,
  testPanel,
  settings,
  telephony,
};

/** The language of the studio itself; what callers hear is set in each flow. */
export const locale = 'en';
