// A WeChat mini-program as an SDK in it sees it: the globals wx, App, Page and their kin. wx.request speaks real HTTP.
// A worker of its own, for an SDK keeps timers as long as its program lives; messages are calls: [name, …what it is given].
import http from 'node:http';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

const later = (call, value) => call && setTimeout(() => call(value), 0);
const system = {
  brand: 'HUAWEI', model: 'Mate 60', system: 'Android 14', platform: 'android', SDKVersion: '3.5.0', version: '8.0.49', language: 'zh_CN',
  screenWidth: 400, screenHeight: 800, windowWidth: 400, windowHeight: 750, pixelRatio: 3,
};

function request({ url, method = 'GET', data, header = {}, timeout = 60_000, success, fail, complete }) {
  const sent = http.request(url, { method, timeout, headers: { 'content-type': 'application/json', ...header } }, (answer) => {
    let text = '';
    answer.on('data', (piece) => (text += piece));
    answer.on('end', () => {
      const outcome = { data: text, statusCode: answer.statusCode, header: answer.headers };
      success?.(outcome);
      complete?.(outcome);
    });
  });
  const failed = (error) => {
    fail?.({ errMsg: `request:fail ${error.message}` });
    complete?.({ errMsg: `request:fail ${error.message}` });
  };
  sent.on('timeout', () => sent.destroy(new Error('timeout')));
  sent.on('error', failed);
  sent.end(data === undefined || typeof data === 'string' ? data : JSON.stringify(data));
  return { abort: () => sent.destroy() };
}

const { launch, settings } = workerData;
const storage = new Map(), shown = [];
let app = {}, page = {}, pages = [];

function getStorage({ key, success, fail, complete }) {
  const outcome = storage.has(key) ? { data: storage.get(key) } : { errMsg: 'getStorage:fail data not found' };
  later(storage.has(key) ? success : fail, outcome);
  later(complete, outcome);
}
const wx = {
  request, getStorage,
  getSystemInfoSync: () => system,
  getSystemInfo: ({ success, complete } = {}) => [success, complete].forEach((call) => later(call, system)),
  getAccountInfoSync: () => ({ miniProgram: { appId: 'wx0123456789abcdef', envVersion: 'release', version: '2.1.0' } }),
  getLaunchOptionsSync: () => launch,
  getNetworkType: ({ success, complete } = {}) => [success, complete].forEach((call) => later(call, { networkType: 'wifi' })),
  getStorageSync: (key) => storage.get(key) ?? '',
  setStorageSync: (key, value) => storage.set(key, value),
  onAppShow: (call) => shown.push(call),
  onAppHide() {}, onNetworkStatusChange() {}, setNavigationBarTitle() {},
};
Object.assign(globalThis, {
  wx, __wxConfig: { global: { window: {} }, page: {} }, __wxAppCode__: {},
  App: (given) => (app = given), Page: (given) => (page = given), Component() {},
  getApp: () => app, getCurrentPages: () => pages,
});

const sdk = createRequire(import.meta.url)('sa-sdk-miniprogram');
sdk.setPara(settings);
sdk.init();
globalThis.App({ onLaunch() {}, onShow() {} });
globalThis.Page({ onLoad() {}, onShow() {} });

const calls = {
  launch() {
    app.onLaunch?.(launch);
    app.onShow?.(launch);
    shown.forEach((call) => call(launch));
  },
  open(route, query) {
    const opened = { ...page, route, __route__: route, options: query, data: {} };
    pages = [opened];
    opened.onLoad?.(query);
    opened.onShow?.();
    opened.onReady?.();
  },
};
parentPort.on('message', ([name, ...given]) => (calls[name] ?? sdk[name])(...given));
