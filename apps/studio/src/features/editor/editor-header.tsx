'use client';

import { formatFlowFile } from '@callwright/flow-engine';
import {
  ChevronRight,
  Download,
  Ellipsis,
  History,
  Keyboard,
  Phone,
  PhoneOff,
  Redo2,
  Settings2,
  Undo2,
} from 'lucide-react';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { hasCode } from '../../shared/api/api-failure';
import { PageHeader } from '../../shared/frame/page-header';
import { Button } from '../../shared/ui/button';
import { Chip } from '../../shared/ui/chip';
import { downloadText } from '../../shared/ui/download-text';
import { Icon } from '../../shared/ui/icon';
import { IconButton } from '../../shared/ui/icon-button';
import { Menu, MenuItem } from '../../shared/ui/menu';
import { fileNameOf } from '../flows/file-name';
import { useEditor, useEditorParts } from './editor-context';
import { documentOf, type EditorState } from './editor-store';

/** The bar above the canvas: which flow, whether it is stored and live, and what to do with it. */
export const EditorHeader = () => {
  const t = useTranslations('editor.header');
  const { store, actions } = useEditorParts();
  const name = useEditor((state) => state.flowName);
  const canUndo = useEditor(({ history }) => history.past.length > 0);
  const canRedo = useEditor(({ history }) => history.future.length > 0);
  const isCalling = useEditor(({ panel }) => panel === 'call');
  return (
    <PageHeader
      title={name}
      before={
        <>
          <Link href="/flows" className="text-ink-3 no-underline hover:text-ink max-[720px]:hidden">
            {t('flows')}
          </Link>
          <Icon icon={ChevronRight} size={14} className="text-ink-3 max-[720px]:hidden" />
        </>
      }
      after={<Standing />}
    >
      <IconButton icon={Undo2} label={t('undo')} keys="Ctrl Z" disabled={!canUndo} onClick={actions.undo} />
      <IconButton icon={Redo2} label={t('redo')} keys="Ctrl Y" disabled={!canRedo} onClick={actions.redo} />
      <Menu button={<IconButton icon={Ellipsis} label={t('more')} />}>
        <MenuItem icon={Settings2} onSelect={() => actions.setPanel('flow')}>
          {t('settings')}
        </MenuItem>
        <MenuItem icon={History} onSelect={() => actions.openSheet('versions')}>
          {t('versions')}
        </MenuItem>
        <MenuItem icon={Download} onSelect={() => download(store.getState())}>
          {t('export')}
        </MenuItem>
        <MenuItem icon={Keyboard} keys="?" onSelect={() => actions.openSheet('keys')}>
          {t('keys')}
        </MenuItem>
      </Menu>
      {isCalling ? (
        <Button icon={PhoneOff} onClick={() => actions.setPanel('none')}>
          {t('closeTest')}
        </Button>
      ) : (
        <Button icon={Phone} keys="Ctrl ↵" onClick={actions.startTest}>
          {t('test')}
        </Button>
      )}
      <Button kind="primary" onClick={() => actions.openSheet('publish')}>
        {t('publish')}
      </Button>
    </PageHeader>
  );
};

// The draft as it stands, stored or not.
const download = (state: EditorState): void => {
  const file = { id: state.flowId, name: state.flowName, document: documentOf(state) };
  downloadText(`${fileNameOf(state.flowName)}.flow.yaml`, formatFlowFile(file), 'application/yaml');
};

// Draft or not, stored or not, which version callers hear: always in words.
const Standing = () => {
  const t = useTranslations('editor.header');
  const version = useEditor((state) => state.publishedVersion);
  const isDraft = useEditor((state) => state.cleanDocument !== documentOf(state));
  return (
    <>
      {isDraft && <Chip className="max-[900px]:hidden">{t('draft')}</Chip>}
      <SaveWords />
      {version !== null && (
        <Chip tone="live" lamp="still" className="max-[900px]:hidden">
          {t('versionLive', { version })}
        </Chip>
      )}
    </>
  );
};

const SaveWords = () => {
  const t = useTranslations('editor.save');
  const format = useFormatter();
  const save = useEditor((state) => state.save);
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const words = {
    saved: () =>
      t('saved', {
        time: format.dateTime('at' in save ? save.at : new Date(0), {
          hour: '2-digit',
          minute: '2-digit',
          hourCycle: 'h23',
          timeZone,
        }),
      }),
    waiting: () => t('saving'),
    saving: () => t('saving'),
    failed: () => t(failureOf('error' in save ? save.error : null)),
    conflict: () => t('conflict'),
  }[save.kind]();
  const isBad = save.kind === 'failed' || save.kind === 'conflict';
  return (
    <span
      role="status"
      className={`shrink-0 text-sm whitespace-nowrap ${isBad ? 'font-strong text-danger' : 'text-ink-3'}`}
    >
      {words}
    </span>
  );
};

const failureOf = (error: unknown): 'signedOut' | 'deleted' | 'failed' => {
  if (hasCode(error, 'auth.required')) return 'signedOut';
  return hasCode(error, 'flow.notFound') ? 'deleted' : 'failed';
};
